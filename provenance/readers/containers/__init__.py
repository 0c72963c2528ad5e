"""What holds any number of texts: archives, compressed files, mailboxes and web archives."""
