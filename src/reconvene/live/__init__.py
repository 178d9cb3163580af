"""The clock, the record and the process together."""
