"""The container files against the code, read and partly run. No engine is needed, and none builds the image here."""
