"""The ruler: cases and judges that share no line with the guard they measure."""
