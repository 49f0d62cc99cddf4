"""Two real sync processes on two libraries of one account, killed at random while a web client
writes: nothing may be lost, and nothing be there twice.
"""
