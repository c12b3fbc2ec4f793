/* The tab that checks a URL: the panel #check, which shows itself when the address ends in #check. */
