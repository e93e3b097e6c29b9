Attribute VB_Name = "TrackRecordRunner"
' Starts Python for a button. What is started stands, on Windows, in the settings of the workbook that
' holds this code (the add-in, or a workbook with the tab inside), on a Mac in the script that was
' installed with it, and nowhere else: no other workbook, file, folder or variable of the environment
' is read. No shell is used on Windows; on a Mac the script quotes each word for /bin/sh. What a workbook is called is handed over
' as the numbers of its letters, so that no name can ever be part of a command.
Option Explicit

Private Const SETTINGS_SHEET As String = "trackrecord.conf"
Private Const WORKER As String = "trackrecord.office.addin.excel_worker"
Private Const SCRIPT As String = "trackrecord.applescript"
Private Const TITLE As String = "Track Record"
Private Const AGAIN As String = "Run 'trackrecord addin doctor' in a terminal: it says what to do."

' The control is asked for so that only a ribbon can call this, no shape in somebody's workbook.
Public Sub RunButton(control As IRibbonControl, ByVal action As String)
    Dim interpreter As String
    If Not IsWord(action) Then Exit Sub
    #If Mac Then
        StartOnMac action
    #Else
        interpreter = SettingOf("Interpreter_Win")
        If interpreter = "" Then
            MsgBox "It is not known which Python to start. " & AGAIN, vbCritical, TITLE
        ElseIf Not IsPlain(interpreter) Then
            MsgBox "The path of Python has signs that cannot be handed over. " & AGAIN, vbCritical, TITLE
        Else
            StartOnWindows interpreter, action
        End If
    #End If
End Sub

' A setting of the workbook that holds this code; "" where there is none.
Private Function SettingOf(ByVal key As String) As String
    Dim row As Long
    On Error Resume Next
    With ThisWorkbook.Worksheets(SETTINGS_SHEET)
        For row = 1 To 20
            If CStr(.Cells(row, 1).Value) = key Then SettingOf = CStr(.Cells(row, 2).Value)
        Next
    End With
End Function

' No quotation mark, no percent sign (Windows puts variables in their place), nothing below a space.
Private Function IsPlain(ByVal said As String) As Boolean
    Dim place As Long
    For place = 1 To Len(said)
        If NumberOf(said, place) < 32 Then Exit Function
    Next
    IsPlain = InStr(said, """") = 0 And InStr(said, "%") = 0
End Function

' Letters a to z and underscores: what our buttons are called.
Private Function IsWord(ByVal said As String) As Boolean
    Dim place As Long
    For place = 1 To Len(said)
        If InStr("abcdefghijklmnopqrstuvwxyz_", Mid$(said, place, 1)) = 0 Then Exit Function
    Next
    IsWord = Len(said) > 0
End Function

Private Function NumberOf(ByVal said As String, ByVal place As Long) As Long
    NumberOf = AscW(Mid$(said, place, 1))
    If NumberOf < 0 Then NumberOf = NumberOf + 65536
End Function

' A text as the numbers of its letters: four signs, 0 to 9 and A to F, for each.
Private Function Numbers(ByVal said As String) As String
    Dim place As Long
    For place = 1 To Len(said)
        Numbers = Numbers & Right$("000" & Hex$(NumberOf(said, place)), 4)
    Next
End Function

#If Mac Then
Private Sub StartOnMac(ByVal action As String)
    Dim said As String
    On Error GoTo Missing
    said = AppleScriptTask(SCRIPT, "PressButton", action & vbLf & Numbers(ActiveWorkbook.Name))
    If said <> "started" Then MsgBox said & vbLf & vbLf & AGAIN, vbCritical, TITLE
    Exit Sub
Missing:
    MsgBox "The script that starts Python did not run: " & Err.Description & vbLf & vbLf & AGAIN, _
        vbCritical, TITLE
End Sub
#Else
Private Sub StartOnWindows(ByVal interpreter As String, ByVal action As String)
    Dim shell As Object, before As String, status As Long, why As String
    On Error GoTo Missing
    Set shell = CreateObject("WScript.Shell")
    before = shell.CurrentDirectory
    shell.CurrentDirectory = Left$(interpreter, InStrRev(interpreter, "\"))
    ' A program and its words, not a line for cmd.exe; hidden, and waited for.
    status = shell.Run("""" & interpreter & """ -E -P -B -m " & WORKER & " " & action & " " & _
        Numbers(ActiveWorkbook.Name) & " " & CStr(Application.Hwnd), 0, True)
    If status <> 0 Then
        why = "Python could not do it (exit status " & status & "). "
    End If
Done:
    On Error Resume Next
    If before <> "" Then shell.CurrentDirectory = before
    If why <> "" Then MsgBox why & AGAIN, vbCritical, TITLE
    Exit Sub
Missing:
    why = interpreter & " could not be started: " & Err.Description & vbLf & vbLf
    Resume Done
End Sub
#End If
