"""History, the read log and background jobs."""
