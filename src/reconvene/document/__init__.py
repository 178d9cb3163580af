"""What was agreed, as written: the process file, one module per noun."""
