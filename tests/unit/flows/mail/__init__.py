"""One message: from the order to send to its delivery, and what it looks like before."""
