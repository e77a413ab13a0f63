"""What a learner answers to: questions, predictions, checks and the record of them."""
