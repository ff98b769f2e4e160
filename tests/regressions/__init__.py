"""One file for each defect of reliability: `dNN_<name>.py` with DEFECT, its test, and `put_back`, which plants the defect again."""
