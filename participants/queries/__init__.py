"""What pages, reports and commands ask about people; each first argument is who asks."""
