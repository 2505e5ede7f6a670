"""Speed and memory of scoring, measured on whole processes, side by side with the field's library."""
