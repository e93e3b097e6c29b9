"""Charts of a sheet: their frames in its drawing, and what is changed in their parts."""
