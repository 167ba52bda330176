"""What pages ask about reports; who asks comes first."""
