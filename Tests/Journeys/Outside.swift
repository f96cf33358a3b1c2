import Testing

/// The real program from outside, with real peers: curl, openssl, xmlsec, Apache, pysaml2, Chromium.
///
/// One journey at a time, since all of them look at the same counters and switch the same issuer. Every suite of this
/// target is an extension of this one.
@Suite(.serialized, .timeLimit(.minutes(5))) enum Outside {}
