Attribute VB_Name = "TrackRecordButtons"
' Generated from the list of buttons in ribbon.py; do not edit.
Option Explicit

Private ribbon As IRibbonUI
Private watcher As TrackRecordWatcher

Public Sub RibbonLoaded(loaded As IRibbonUI)
    Set ribbon = loaded
    Set watcher = New TrackRecordWatcher
    watcher.Watch Application
End Sub

' Called when another workbook comes to the front.
Public Sub RenewRibbon()
    If Not ribbon Is Nothing Then ribbon.Invalidate
End Sub

' Greyed out where the workbook in front holds no record.
Public Sub IsEnabled(control As IRibbonControl, ByRef returnedVal)
    returnedVal = HoldsRecord()
End Sub

Private Function HoldsRecord() As Boolean
    Dim sheet As Object, table As Object
    If ActiveWorkbook Is Nothing Then Exit Function
    For Each sheet In ActiveWorkbook.Worksheets
        For Each table In sheet.ListObjects
            If table.Name = "Forecasts" Or table.Name = "Outcomes" Then
                HoldsRecord = True
                Exit Function
            End If
        Next
    Next
End Function

Public Sub PressNew(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    RunButton control, "new"
End Sub

Public Sub PressImportRecord(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Exit Sub
    RunButton control, "import_record"
End Sub

Public Sub PressAddForecast(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Exit Sub
    RunButton control, "add_forecast"
End Sub

Public Sub PressRecordOutcome(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Exit Sub
    RunButton control, "record_outcome"
End Sub

Public Sub PressVoid(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Exit Sub
    RunButton control, "void"
End Sub

Public Sub PressUndo(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Exit Sub
    RunButton control, "undo"
End Sub

Public Sub PressComputeAccuracy(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Exit Sub
    RunButton control, "compute_accuracy"
End Sub

Public Sub PressDue(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Exit Sub
    RunButton control, "due"
End Sub

Public Sub PressCheck(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Exit Sub
    RunButton control, "check"
End Sub

Public Sub PressExport(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Exit Sub
    RunButton control, "export"
End Sub

Public Sub PressHelp(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    RunButton control, "help_"
End Sub
