"""What a user's files go through between a machine and a server that are both imperfect."""
