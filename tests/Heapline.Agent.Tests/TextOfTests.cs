using System.Text;
using Heapline.Agent.Python;
using Heapline.Agent.Stacks;
using Xunit;

namespace Heapline.Agent.Tests;

/// <summary>Strings laid out in memory as CPython lays them out (PEP 393).</summary>
public sealed unsafe class TextOfTests
{
    public static TheoryData<uint, string> Cases()
    {
        var cases = new TheoryData<uint, string>();
        foreach (var version in new uint[] { 0x03080000, 0x03090000, 0x030A0000, 0x030B0000, 0x030C0000, 0x030D0000, 0x030E0000 })
        {
            foreach (var text in new[] { "", "module.py", "Grüße", "naïve/é", "日本語.py", "mixed 😀 end", "x" }) cases.Add(version, text);
        }
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Every_kind_of_str_comes_out_as_UTF_8(uint version, string text)
    {
        Assert.True(Offsets.TryFor(version, false, out var offsets));
        var runes = text.EnumerateRunes().Select(rune => (uint)rune.Value).ToArray();
        Assert.Equal(text, Read(offsets, runes));
    }

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character()
    {
        Assert.True(Offsets.TryFor(0x030C0000, false, out var offsets));
        Assert.Equal("a\uFFFDb", Read(offsets, [0x61, 0xDCFF, 0x62]));
    }

    private static string Read(Offsets offsets, uint[] runes)
    {
        var widest = runes.DefaultIfEmpty(0u).Max();
        var kind = widest < 0x100 ? 1u : widest < 0x10000 ? 2u : 4u;
        var ascii = widest < 0x80;
        var memory = new byte[256];
        fixed (byte* start = memory)
        {
            *(nint*)(start + offsets.StringLength) = runes.Length;
            *(uint*)(start + offsets.StringState) = kind << offsets.StringKindShift | 1u << offsets.StringCompactBit | (ascii ? 1u : 0) << offsets.StringAsciiBit;
            var data = start + (ascii ? offsets.AsciiStringSize : offsets.CompactStringSize);
            for (var i = 0; i < runes.Length; i++)
            {
                if (kind == 1) data[i] = (byte)runes[i];
                else if (kind == 2) ((ushort*)data)[i] = (ushort)runes[i];
                else ((uint*)data)[i] = runes[i];
            }
            var text = new TextOf(offsets, (nint)start);
            var bytes = new byte[(int)text.Utf8Length];
            fixed (byte* to = bytes) text.CopyUtf8(to);
            return Encoding.UTF8.GetString(bytes);
        }
    }
}
