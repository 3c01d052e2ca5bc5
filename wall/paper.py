def pdf(c, s):
    return b""
