"""What is done with people; each the one entrance for pages, API, commands and import."""
