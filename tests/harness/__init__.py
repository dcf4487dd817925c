"""What tests stand on (both engines, a filed tenant), and what they read in code and policies."""
