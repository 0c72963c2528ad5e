"""What format some bytes are in."""
