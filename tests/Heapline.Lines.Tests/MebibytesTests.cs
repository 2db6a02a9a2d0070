using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Heapline.Agent.Lines;

namespace Heapline.Lines.Tests;

public sealed unsafe class MebibytesTests
{
    [Theory]
    [InlineData(0, 1, "0.0")]
    [InlineData(52_428_800, 1, "50.0")]
    [InlineData(-4096, 1, "0.0")]
    [InlineData(-52_429, 1, "-0.1")]
    [InlineData(-4096, 3, "-0.004")]
    [InlineData(34_516_992, 3, "32.918")]
    [InlineData(-160_002_048, 4, "-152.5898")]
    [InlineData(524_288, 0, "0")]
    [InlineData(1_572_864, 0, "2")]
    [InlineData(262_144, 1, "0.2")]
    [InlineData(786_432, 1, "0.8")]
    [InlineData(1_048_575, 3, "1.000")]
    [InlineData(1, 20, "0.00000095367431640625")]
    [InlineData(1, 22, "0.0000009536743164062500")]
    [InlineData(long.MaxValue, 2, "8796093022208.00")]
    [InlineData(long.MinValue, 0, "-8796093022208")]
    public void Bytes_are_written_as_python_formats_the_number_of_mebibytes(long bytes, int precision, string expected) =>
        Assert.Equal(expected, Written(bytes, precision));

    [Fact]
    public void Every_number_is_exact_and_rounded_half_to_even()
    {
        // A decimal holds 28 digits: 20 decimals of 2^-20 steps leave 8 for the whole part.
        Arbitrary<long> bytes = ArbMap.Default.ArbFor<long>().Filter(value => Math.Abs((double)value) < (1L << 46));
        Prop.ForAll(bytes, Gen.Choose(0, 8).ToArbitrary(), (value, precision) =>
        {
            decimal exact = (decimal)value / (1 << 20);
            string rounded = Math.Round(Math.Abs(exact), precision, MidpointRounding.ToEven).ToString("F" + precision, CultureInfo.InvariantCulture);
            bool isNothing = rounded.All(character => character is '0' or '.');
            return Written(value, precision) == (value < 0 && !isNothing ? "-" : "") + rounded;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(1 << 30));
    }

    private static string Written(long bytes, int precision)
    {
        byte* text = stackalloc byte[Mebibytes.MaxLength];
        return Encoding.ASCII.GetString(text, Mebibytes.Write(text, bytes, precision));
    }
}
