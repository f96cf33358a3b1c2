/// What came back, whatever its status. Redirects are answers too: nobody follows them (threats: R17).
public struct FetchResponse: Sendable, Equatable {
    public var status: Int
    public var contentType: String?
    public var entityTag: String?
    public var lastModified: String?
    public var body: [UInt8]

    public init(
        status: Int, contentType: String? = nil, entityTag: String? = nil, lastModified: String? = nil,
        body: [UInt8] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.entityTag = entityTag
        self.lastModified = lastModified
        self.body = body
    }
}
