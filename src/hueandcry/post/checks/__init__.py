"""What `hueandcry doctor` asks of the post room: names, relay, mail to ourselves, and the queue."""
