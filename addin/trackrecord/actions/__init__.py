"""What a button or a command does: a record in, a changed record out, one sentence said."""
