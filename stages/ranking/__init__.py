"""From the metrics of single evaluations to a ranking that says how sure it is.

strangers   results that nobody owns are refused
evidence    every evaluation there should be: its scores, or why there are none
scaling     a metric's ends on one dataset, fixed by controls
groups      metrics -> biology and batch; verdicts -> overall; judging -> a whole dataset
intervals   datasets -> a mean with its 95 % interval
board       every submission on every dataset of the headline
ranks       means and paired differences -> ranks, and how far each could move
*_rows      all of it as rows of the published tables
"""
