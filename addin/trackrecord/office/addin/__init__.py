"""The buttons as files that Excel and LibreOffice load."""
