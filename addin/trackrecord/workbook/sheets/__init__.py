"""The sheets of a new workbook: how they are laid out, styled, guarded and drawn."""
