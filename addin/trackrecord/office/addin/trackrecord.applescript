-- Starts Python for a button of Excel's, and does not wait: Excel answers nobody while it waits.
-- Four lines come in: the interpreter, the module, the button, the workbook's name as numbers.
on PressButton(request)
	set {interpreter, worker, button, book} to paragraphs of request
	set logs to (POSIX path of (path to library folder from user domain)) & "Logs/trackrecord"
	set logFile to logs & "/excel.log"
	try
		do shell script "/bin/test -x " & quoted form of interpreter
	on error
		return "Python is not there any more: " & interpreter
	end try
	do shell script "/bin/mkdir -p -m 700 " & quoted form of logs & " && cd / && " & quoted form of interpreter & " -E -P -B -m " & quoted form of worker & " " & quoted form of button & " " & quoted form of book & " < /dev/null > /dev/null 2>> " & quoted form of logFile & " &"
	return "started"
end PressButton
