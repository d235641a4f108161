"""What several tests share: small archives, local servers, the corpus when it is there."""
