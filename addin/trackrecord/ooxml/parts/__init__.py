"""What holds a workbook together: its main part, the links between parts, and their types."""
