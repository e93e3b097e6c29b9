"""Finding the forecasts in a text: who says what will be, when, how much, how likely."""
