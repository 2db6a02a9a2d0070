namespace Heapline.Fuzz.Mutation;

/// <summary>A block of a capture with its payload unpacked.</summary>
/// <param name="Kind">The byte that says what its records are.</param>
/// <param name="Raw">Its records.</param>
internal sealed record Block(byte Kind, byte[] Raw);
