"""The crawler: fetches what is due, archives what came, hands the texts on. The only part that opens sockets."""
