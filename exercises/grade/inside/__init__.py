"""What runs in the box. It holds no answer, no test and no other student's work."""
