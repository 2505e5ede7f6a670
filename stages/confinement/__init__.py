"""How the process of a submission is confined; `stages.sandbox` is the way in.

tiers       what a machine offers, found by really running it, and what it lacks
plan        one confined run, written down; the launcher follows it
launch      the only process between us and the submission: drops rights, then becomes it
bubblewrap  the argument list of the strongest tier
landlock    the second tier: rules of the kernel for a process and its children
seccomp     the system calls that no submission needs
watch       memory, processes, disk and time of the whole tree, from outside
"""
