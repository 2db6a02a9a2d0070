using System.Reflection;
using System.Text;
using Heapline.Agent.Python;
using Xunit;

namespace Heapline.Agent.Tests;

/// <summary>What CPython says of its own layout, as a blob made here by the layout that the headers gave.</summary>
public sealed unsafe class SelfDescriptionTests
{
    private const uint Version313 = 0x030D00F0, Version314 = 0x030E00F0;

    public static TheoryData<uint, bool> Known => new()
    {
        { Version313, false }, { Version313, true }, { Version314, false }, { Version314, true },
    };

    /// <summary>Every field that is both in the table and in a description.</summary>
    public static TheoryData<uint, bool, string> Fields()
    {
        var data = new TheoryData<uint, bool, string>();
        foreach (var (version, freeThreaded) in Known.Select(row => row.Data))
        {
            foreach (var name in Described(version, freeThreaded).Keys) data.Add(version, freeThreaded, name);
        }
        return data;
    }

    [Fact]
    public void It_begins_with_the_cookie_that_CPython_has() => Assert.Equal("xdebugpy"u8.ToArray(), BitConverter.GetBytes(SelfDescription.Cookie));

    [Theory, MemberData(nameof(Known))]
    public void A_description_that_agrees_is_accepted_whatever_else_it_says(uint version, bool freeThreaded)
    {
        Assert.True(Matches(Blob(version, freeThreaded), version, freeThreaded));
        Assert.True(Described(version, freeThreaded).Count >= 28);
    }

    [Theory, MemberData(nameof(Fields))]
    public void A_single_field_that_lies_elsewhere_is_refused(uint version, bool freeThreaded, string field)
    {
        var blob = Blob(version, freeThreaded);
        blob[Described(version, freeThreaded)[field].Word] += 8;
        Assert.False(Matches(blob, version, freeThreaded));
    }

    [Theory, MemberData(nameof(Known))]
    public void Another_version_another_build_and_no_description_at_all_are_refused(uint version, bool freeThreaded)
    {
        var blob = Blob(version, freeThreaded);
        Assert.False(Matches(blob, version, !freeThreaded));
        Assert.False(Matches(blob, version + 0x100, freeThreaded));
        Assert.False(Matches(blob, version ^ Version313 ^ Version314, freeThreaded));
        Assert.False(Matches(blob, 0x030F00F0, freeThreaded));
        blob[0] ^= 1;
        Assert.False(Matches(blob, version, freeThreaded));
        Assert.False(Matches(new ulong[256], version, freeThreaded));
    }

    [Fact]
    public void Candidates_of_a_version_are_told_from_it_by_number_alone()
    {
        var blob = Blob(Version314, false);
        blob[1] = 0x030E00C2; // 3.14.0rc2; Py_GetVersion's text is read without the level
        Assert.True(Matches(blob, Version314, false));
    }

    private static bool Matches(ulong[] blob, uint version, bool freeThreaded)
    {
        fixed (ulong* description = blob) return SelfDescription.Matches(description, version, freeThreaded);
    }

    private static ulong[] Blob(uint version, bool freeThreaded)
    {
        var blob = new ulong[256];
        Array.Fill(blob, 0xDEADUL);
        blob[0] = BitConverter.ToUInt64(Encoding.ASCII.GetBytes("xdebugpy"));
        blob[1] = version;
        blob[2] = freeThreaded ? 1UL : 0;
        foreach (var (word, value) in Described(version, freeThreaded).Values) blob[word] = (ulong)value;
        return blob;
    }

    private static Dictionary<string, (int Word, int Value)> Described(uint version, bool freeThreaded)
    {
        Assert.True(Offsets.TryFor(version, freeThreaded, out var offsets));
        object boxed = offsets;
        var fields = typeof(Offsets).GetFields(BindingFlags.Public | BindingFlags.Instance).ToDictionary(field => field.Name, field => (int)field.GetValue(boxed)!);
        return fields.Where(field => fields.ContainsKey("Described" + field.Key) && fields["Described" + field.Key] >= 0)
            .ToDictionary(field => field.Key, field => (fields["Described" + field.Key], field.Value));
    }
}
