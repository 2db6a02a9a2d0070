using System.Text;
using Heapline.Analysis.Dat;
using Heapline.Capture;
using Xunit;

namespace Heapline.Plot.Tests;

public sealed class DatReaderTests
{
    [Fact]
    public void Every_record_of_the_original_is_understood()
    {
        var profile = DatText.Read(DatText.Sample);

        Assert.Null(profile.Damage);
        Assert.Equal("/usr/bin/python3.11 load.py 'two words' --fast", profile.Command);
        Assert.Equal([20, 24, 55.25, 62.5, 22], profile.Readings.Select(reading => reading.Mebibytes));
        Assert.Equal(1795324189.1, profile.Readings[1].UnixSeconds);
        var child = Assert.Single(profile.Children);
        Assert.Equal((11191, 2), (child.Pid, child.Readings.Count));
        Assert.Equal(
            [new DatCall("__main__.load", new(1795324189.2, 24), new(1795324189.9, 60), 0), new DatCall("store.parse", new(1795324189.3, 30), new(1795324189.8, 61.5), 1)],
            profile.Calls);
    }

    [Theory]
    [InlineData(null, 62.5)]
    [InlineData("__main__.load", 62.5)]
    [InlineData("store.parse", 62.5)]
    [InlineData("load", null)]
    public void Peak_is_of_the_run_or_of_the_calls_of_a_function(string? function, double? peak) => Assert.Equal(peak, DatText.Read(DatText.Sample).PeakMebibytes(function));

    [Fact]
    public void Peak_of_a_function_leaves_out_what_was_read_between_its_calls()
    {
        var profile = DatText.Read("""
            FUNC m.f 1 10.0000 1 12.0000 0
            FUNC m.f 1 11.0000 1 11.5000 1
            FUNC m.f 1 20.0000 1 21.0000 0
            MEM 900 9.9999
            MEM 5 12.0000
            MEM 900 12.0001
            MEM 7 20.5000
            MEM 900 21.0001

            """);

        Assert.Equal(7, profile.PeakMebibytes("m.f"));
    }

    [Fact]
    public void Words_of_other_versions_are_passed_over_in_silence()
    {
        var profile = DatText.Read("HEAPLINE 1 2 3\nMEM 1 2.0000\nNEW_WORD x\nMEM 2 3.0000\n");

        Assert.Null(profile.Damage);
        Assert.Equal(2, profile.Readings.Count);
    }

    [Fact]
    public void Level_of_a_call_may_be_missing() => Assert.Equal(0, Assert.Single(DatText.Read("FUNC m.f 1 2 3 4\n").Calls).Level);

    [Theory]
    [InlineData("MEM 1 2.0000\n\nMEM 2 3.0000\n", "line 2: expected a record, found a blank line")]
    [InlineData("MEM 1 2.0000\nMEM nan 2.5000\nMEM 2 3.0000\n", "line 2: expected MEM, MiB and a time, found 'MEM nan 2.5000'")]
    [InlineData("MEM 1 2.0000\nMEM inf 2.5000\nMEM 2 3.0000\n", "line 2: expected MEM, MiB and a time, found 'MEM inf 2.5000'")]
    [InlineData("MEM 1 2.0000\nMEM 1e308 2.5000\nMEM 2 3.0000\n", "line 2: expected MEM, MiB and a time, found 'MEM 1e308 2.5000'")]
    [InlineData("MEM 1 2.0000\nMEM -1.000000 2.5000\nMEM 2 3.0000\n", "line 2: expected MEM, MiB and a time, found 'MEM -1.000000 2.5000'")]
    [InlineData("MEM 1 2.0000\nMEM 1 9e18\nMEM 2 3.0000\n", "line 2: expected MEM, MiB and a time, found 'MEM 1 9e18'")]
    [InlineData("MEM 1 2.0000\nMEM 5\nMEM 2 3.0000\n", "line 2: expected MEM, MiB and a time, found 'MEM 5'")]
    [InlineData("MEM 1 2.0000\nMEM 2 3.0000\nMEM 3 179532", "line 3: expected MEM, MiB and a time, found 'MEM 3 179532'")]
    [InlineData("MEM 1 2.0000\nCHLD x 1 2\nMEM 2 3.0000\n", "line 2: expected CHLD, a process id, MiB and a time, found 'CHLD x 1 2'")]
    [InlineData("MEM 1 2.0000\nFUNC f 1 5 1 4 0\nMEM 2 3.0000\n", "line 2: expected FUNC, a name, MiB and time in, MiB and time out, found 'FUNC f 1 5 1 4 0'")]
    [InlineData("MEM 1 2.0000\n\0\u0001\u0002\nMEM\nMEM 2 3.0000\n", "line 2: expected a record, found '\0\u0001\u0002'; 1 more such lines were passed over")]
    public void A_damaged_line_is_told_by_its_number_and_the_others_are_read(string text, string damage)
    {
        var profile = DatText.Read(text);

        Assert.Equal(damage, profile.Damage);
        Assert.Equal([1, 2], profile.Readings.Select(reading => reading.Mebibytes));
    }

    [Fact]
    public void An_empty_file_and_one_with_a_command_alone_hold_nothing()
    {
        Assert.Empty(DatText.Read("").Readings);
        Assert.Empty(DatText.Read("CMDLINE python x.py\n").Readings);
    }

    [Theory]
    [InlineData("Dear Sir or Madam,\n", "line 1: expected CMDLINE, MEM, CHLD or FUNC, found 'Dear Sir or Madam,'")]
    [InlineData("\n\n", "line 1: expected a record, found a blank line")]
    public void A_file_of_another_kind_is_refused(string text, string reason)
    {
        var error = Assert.Throws<CaptureException>(() => DatText.Read(text, "letter.dat"));

        Assert.Equal(DiagnosticId.NotACapture, error.DiagnosticId);
        Assert.Equal("letter.dat is neither a Heapline capture nor a profile of the original mprof: " + reason, error.Message);
    }

    [Fact]
    public void Readings_are_put_in_the_order_of_time() =>
        Assert.Equal([1, 2, 3], DatText.Read("MEM 3 30.0000\nMEM 1 10.0000\nMEM 2 20.0000\n").Readings.Select(reading => reading.Mebibytes));

    [Fact]
    public void A_line_without_end_takes_no_more_than_its_share()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var profile = DatReader.Read(new Endless("MEM 1 2.0000\nMEM ", 200 << 20), "x.dat");
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Single(profile.Readings);
        Assert.StartsWith("line 2: expected a record, found 'MEM 99999", profile.Damage, StringComparison.Ordinal);
        Assert.True(taken < 32 << 20, $"{taken} bytes were allocated");
    }

    [Fact]
    public void Whatever_is_changed_in_a_file_it_is_read_or_refused()
    {
        var random = new Random(20261122);
        var sample = Encoding.UTF8.GetBytes(DatText.Sample);
        int refused = 0;
        for (int round = 0; round < 3000; round++)
        {
            var text = sample[..random.Next(1, sample.Length)];
            for (int change = random.Next(0, 12); change > 0; change--)
                text[random.Next(text.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "0123456789.-e \nMEMCHLDFUNC"[random.Next(26)]);
            try
            {
                var capture = CaptureOfDat.Of(DatReader.Read(new MemoryStream(text), "x.dat"), "x.dat");
                var timeline = Heapline.Analysis.Timeline.From(capture);
                Assert.All(timeline.Runs[0].Resident.Points, point => Assert.True(point is { Seconds: >= 0, Bytes: >= 0 }));
                Assert.StartsWith("<svg", Heapline.Views.Plot.SvgPlot.Render(timeline, new() { ShowTrend = true, Flame = true }), StringComparison.Ordinal);
            }
            catch (CaptureException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 0, 2999);
    }

    private sealed class Endless(string beginning, long length) : Stream
    {
        private readonly byte[] _beginning = Encoding.ASCII.GetBytes(beginning);
        private long _at;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int got = (int)Math.Min(count, length - _at);
            for (int n = 0; n < got; n++, _at++)
                buffer[offset + n] = _at < _beginning.Length ? _beginning[_at] : (byte)'9';
            return got;
        }

        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
