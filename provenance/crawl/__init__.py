"""The crawler: fetches what is due, archives the answers, passes the texts on. The only part that opens sockets."""
