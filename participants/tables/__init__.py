"""People in words: lists, facts, periods."""
