"""Getting bytes from servers: which addresses, under which rules, in which encoding."""
