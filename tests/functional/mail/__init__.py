"""What goes out: addresses and their budget, copies, previews, words."""
