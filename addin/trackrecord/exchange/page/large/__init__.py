"""The pages of a large record: a front page, and one for each forecaster and question."""
