namespace Heapline.Protocol;

/// <summary>
/// What a record says. A record is one or more 64-bit little-endian words; the first word is always
/// <code>
///  bit 63            16 15       8 7      0
///     ┌─────────────────┬─────────┬────────┐
///     │  value, 48 bits │ function│  kind  │
///     └─────────────────┴─────────┴────────┘
/// </code>
/// where <c>value</c> is an address (user space addresses have 47 bits), an id or a count, and <c>function</c> a <see cref="HookedFunction"/>.
/// The upper three bits of <c>function</c> are the level of sampling of a block that stands for others (<see cref="Record.Sampled"/>), and 0 for one that was recorded anyway.
/// Example: <c>PyObject_Malloc(56)</c> gave 0x7f12_3456_7890 under node 9 → <c>0x7f1234567890_0F_02</c>, <c>0x00000009_00000038</c>.
/// </summary>
public enum RecordKind : byte
{
    /// <summary>Never written: an unused word.</summary>
    None = 0,

    /// <summary>[1 word] The block at address <c>value</c> is about to be given back. <c>function</c> is <see cref="HookedFunction.Arena"/> for an arena, else None. An unknown address is no error.</summary>
    Free = 1,

    /// <summary>[2 words] The block at address <c>value</c> was handed out by <c>function</c>. Word 1: node id &lt;&lt; 32 | size in bytes. A block that is still live at that address was freed unseen.</summary>
    Allocate = 2,

    /// <summary>[3 words] As Allocate, for sizes of 2^32 bytes and more. Word 1: node id &lt;&lt; 32; word 2: size in bytes.</summary>
    AllocateLarge = 3,

    /// <summary>[1 word] The block at address <c>value</c> goes into a realloc: it is no longer live, but may come back by <see cref="ReallocateFailed"/>.</summary>
    ReallocateBegin = 4,

    /// <summary>[4 words] A realloc has ended: <c>value</c> is the new address (equal to the old where it stayed). Word 1: node id &lt;&lt; 32; word 2: new size; word 3: old address.</summary>
    ReallocateEnd = 5,

    /// <summary>[1 word] A realloc of the block at address <c>value</c> has failed: it is alive as before.</summary>
    ReallocateFailed = 6,

    /// <summary>[2 words] The range from <c>value</c> is about to be unmapped. Word 1: its length in bytes. May cover parts of mappings, or several.</summary>
    Unmap = 7,

    /// <summary>[3 words] Call-stack node <c>value</c> now means: word 1: parent node id &lt;&lt; 32 | code id; word 2: source line, 0 for none. Node ids are not reused.</summary>
    Node = 8,

    /// <summary>[2 words] Node <c>value</c> is the root (the empty Python stack) of a thread. Word 1: the kernel's thread id. The thread's earlier root, if any, is not used again.</summary>
    ThreadRoot = 9,

    /// <summary>[3 words + text] Code id (word 1, bits 0–31) now means this function; word 1 bits 32–63: its first line. Word 2: lengths in bytes of file name (bits 0–31) and qualified name (32–63). <c>value</c>: how many words follow the third. There the two texts stand one after the other, UTF-8, padded with zero bytes to a whole word.</summary>
    Code = 10,

    /// <summary>[1 word] Everything after this happened in tick <c>value</c> of the session or later.</summary>
    Tick = 11,

    /// <summary>[4 words] A decorated function is entered (<c>function</c> = 0) or left (1). <c>value</c>: code id; word 1: CLOCK_MONOTONIC in nanoseconds; word 2: resident bytes; word 3: level &lt;&lt; 32 | node id of the thread's root.</summary>
    FunctionMark = 12,

    /// <summary>[1 word] Nothing: the next <c>value</c> words belong to no record (a record never wraps around the lane's end).</summary>
    Skip = 13,

    /// <summary>[1 word] The program is over: its exit handlers have run, and from here on the interpreter takes itself down. What is alive now is alive at the end.</summary>
    Finalizing = 14,

    /// <summary>[1 word] As Free, of a sampled block after which its thread was handed out others: it is not temporary, though no record stands between.</summary>
    FreeLater = 15,

    /// <summary>[2 words] This process is about to fork for the <c>value</c>-th time: what is alive now, the child has, too. Word 1: CLOCK_MONOTONIC in nanoseconds.</summary>
    Fork = 16,

    /// <summary>[3 words + text] What is known of a thread that begins, right after its ThreadRoot, which is the node of word 1, bits 0–31. Word 1, bits 32–63: length in bytes of Python's name. Word 2: node of the stack that made the thread (bits 0–31; 0: not seen), and the node that stands for that stack in this thread from now on (32–63). <c>value</c>: how many words follow the third: the name, UTF-8, padded with zero bytes.</summary>
    Thread = 17,

    /// <summary>[2 words + text] The program's own name for this process. Word 1: its length in bytes. <c>value</c>: how many words follow the second.</summary>
    ProcessName = 18,

    /// <summary>[4 words + text] The program tells where it is: <c>function</c> is 0 for a mark, 1 for the begin of a span, 2 for its end. Word 1: CLOCK_MONOTONIC in nanoseconds; word 2: the program's number for the span &lt;&lt; 32 | node id of the thread's root; word 3: length of its name in bytes. <c>value</c>: how many words follow the fourth, with the name in UTF-8, padded with zero bytes; none at the end of a span.</summary>
    Phase = 19,

    /// <summary>[1 word] The program asks what is alive here: question <c>value</c>. The collector answers in <see cref="SegmentHeader"/>. <c>function</c> is 1 when the peak it is told is to begin anew here, else 0.</summary>
    Question = 20,

    /// <summary>[2 words + text] The function of a code id (word 1, bits 0–31) is of the module that is named; word 1 bits 32–63: the name's length in bytes. <c>value</c>: how many words follow the second. There the name stands, UTF-8, padded with zero bytes to a whole word.</summary>
    Module = 24,

    /// <summary>[2 words + text] A thread's name, which may be another than it began with: Python's (<c>function</c> = 0) or the kernel's (1). Word 1: the kernel's thread id (bits 0–31), length of the name in bytes (32–63). <c>value</c>: how many words follow the second: the name, UTF-8, padded with zero bytes.</summary>
    ThreadName = 25,

    /// <summary>[4 words] The interpreter collected garbage of generation <c>function</c> (0 the youngest, 2 all) <c>value</c> times between word 1 and word 2, both CLOCK_MONOTONIC in nanoseconds. Word 3: how many objects that freed.</summary>
    Collections = 26,

    /// <summary>[2 words + rows] What has come to the lines of a decorated function (code id in word 1, bits 0–31) since the last such record. <c>value</c>: how many words follow the second. Each row has four: line; how often a stretch on it has ended; the most resident bytes at such an end; bytes by which resident memory grew over those stretches (signed).</summary>
    Lines = 27,

    /// <summary>[1 word] The blocks of the records <see cref="AllocateHere"/> and <see cref="ReallocateEndHere"/> that follow were handed out under node <c>value</c>. In the main lane alone.</summary>
    Here = 28,

    /// <summary>[2 words] As ReallocateEnd, under the node of the last <see cref="Here"/>, for sizes below 2^16. Word 1: old address &lt;&lt; 16 | new size. In the main lane alone.</summary>
    ReallocateEndHere = 29,

    /// <summary>
    /// [1 word] As Allocate, under the node of the last <see cref="Here"/>, for sizes below 2^12 and addresses that are multiples of 16. What most records are; their first word is
    /// <code>
    ///  bit 63            20 19        8 7    4      0
    ///     ┌─────────────────┬───────────┬──┬──┬───────┐
    ///     │  address / 16   │size, bytes│1 │00│ func. │
    ///     └─────────────────┴───────────┴──┴──┴───────┘
    /// </code>
    /// so that any kind from 128 to 159 is this one. In the main lane alone.
    /// </summary>
    AllocateHere = 128,
}
