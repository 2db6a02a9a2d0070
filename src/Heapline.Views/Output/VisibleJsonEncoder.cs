using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Heapline.Views;

/// <summary>
/// Writes JSON for people to look at and programs to read: names like <c>&lt;module&gt;</c> and letters of every language stay as they are; what
/// <see cref="Printable"/> would not show (control characters, marks that turn the reading direction around) is an escape, which a parser turns back.
/// </summary>
internal sealed unsafe class VisibleJsonEncoder : JavaScriptEncoder
{
    private const int UnitOfEscape = 6; // \u202E

    private VisibleJsonEncoder()
    {
    }

    /// <summary>The only one.</summary>
    public static VisibleJsonEncoder Instance { get; } = new();

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => 2 * UnitOfEscape;

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var rest = new ReadOnlySpan<char>(text, textLength);
        for (int at = 0; at < textLength;)
        {
            // A lone surrogate is no rune: the base class knows what to put in its place.
            if (Rune.DecodeFromUtf16(rest[at..], out var rune, out int units) != System.Buffers.OperationStatus.Done || WillEncode(rune.Value))
                return at;
            at += units;
        }
        return -1;
    }

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) =>
        UnsafeRelaxedJsonEscaping.WillEncode(unicodeScalar) || unicodeScalar > 0x7e && !Printable.IsVisible(new Rune(unicodeScalar));

    /// <inheritdoc/>
    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        if (UnsafeRelaxedJsonEscaping.WillEncode(unicodeScalar))
            return UnsafeRelaxedJsonEscaping.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
        numberOfCharactersWritten = 0;
        var target = new Span<char>(buffer, bufferLength);
        Span<char> units = stackalloc char[2];
        foreach (var unit in units[..new Rune(unicodeScalar).EncodeToUtf16(units)])
        {
            if (target.Length - numberOfCharactersWritten < UnitOfEscape
                || !target[numberOfCharactersWritten..].TryWrite(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}", out int written))
                return false;
            numberOfCharactersWritten += written;
        }
        return true;
    }
}
