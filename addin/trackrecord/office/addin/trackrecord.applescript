-- Starts Python for a button of Excel's, and does not wait: Excel answers nobody while it waits.
-- Which Python that is was written here when the add-in was installed; nobody else can name one.
-- Two lines come in: the button, and the workbook's name as numbers.
on PressButton(request)
	set thePython to @INTERPRETER@
	set theButton to paragraph 1 of request
	set theName to paragraph 2 of request
	set theLogs to (POSIX path of (path to library folder from user domain)) & "Logs/trackrecord"
	set theLog to theLogs & "/excel.log"
	try
		do shell script "/bin/test -x " & quoted form of thePython
	on error
		return "Python is not there any more: " & thePython
	end try
	do shell script "/bin/mkdir -p -m 700 " & quoted form of theLogs & " && cd / && { " & quoted form of thePython & " -E -P -B -m trackrecord.office.addin.excel_worker " & quoted form of theButton & " " & quoted form of theName & " < /dev/null > /dev/null 2> " & quoted form of theLog & " & }"
	return "started"
end PressButton
