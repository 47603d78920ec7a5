"""What belongs to a reader's session, and what all sessions share."""
