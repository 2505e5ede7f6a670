"""How the process of a submission is confined; `stages.sandbox` is the way in.

job         what is to run, what it may see and use (limits, interpreter, devices)
ground      what a tier stands on here: whom to become (identity), what root lends (lending), scratch
build       job and ground -> plan, with the rules of each tier (bubblewrap, landlock, seccomp, syscalls)
launch      follows the plan: takes rights from itself, becomes the program; supervise ends what is left
run         starts the launcher; session reads its pipes and watches its tree (watch, tree)
outcome     the endings there are; facts, log and trees say which
hiding      files that stay out of reach amid what is shown
lacks       what a machine is missing, and how to get it; controls names what it has
"""
