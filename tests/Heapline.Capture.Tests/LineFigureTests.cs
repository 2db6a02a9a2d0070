namespace Heapline.Capture.Tests;

/// <summary>Lines of decorated functions, block kind 23.</summary>
public sealed class LineFigureTests
{
    private static readonly LineFigure s_line = new(11, 1, 1 << 20, 1 << 20);

    private static CaptureData Read(string hex) => Captures.Read([.. Raw.Header(), .. Raw.Run, .. Raw.Definitions, .. Raw.Block(23, Raw.Bytes(hex))]);

    [Fact]
    public void A_line_is_as_drawn()
    {
        var figures = Assert.Single(Read("00   00   01   0B   01   80 80 40   80 80 80 01").LineFigures);
        Assert.Equal((0, new FunctionId(0)), (figures.Process, figures.Function));
        Assert.Equal([s_line], figures.Lines);
    }

    [Fact]
    public void A_later_figure_takes_the_place_of_the_earlier_one_and_other_lines_stay()
    {
        LineFigure[] first = [s_line, new(12, 5, 2 << 20, -300), new(20, 1, 0, 0)];
        var later = new LineFigure(12, 9, 3 << 20, 4096);
        var many = Enumerable.Range(1, 25_000).Select(line => new LineFigure(line, line, line, -line)).ToList();
        using var stream = new MemoryStream();
        using (var writer = CaptureWriter.Create(stream, SmallCapture.Data.Run))
        {
            foreach (var process in SmallCapture.Data.Processes)
                writer.Add(process);
            foreach (var function in SmallCapture.Data.Functions.Take(2))
                writer.Add(function);
            writer.Add(new LineFigures(1, new FunctionId(1), many));
            writer.Add(new LineFigures(0, new FunctionId(1), first));
            writer.Flush();
            writer.Add(new LineFigures(0, new FunctionId(1), [later]));
            writer.Finish(SmallCapture.Data.End!);
        }
        var read = CaptureReader.Read(new MemoryStream(stream.ToArray()));
        Assert.Null(read.Damage);
        Assert.Equal([0, 1], read.LineFigures.Select(figures => figures.Process));
        Assert.Equal([first[0], later, first[2]], read.LineFigures[0].Lines);
        Assert.Equal(many, read.LineFigures[1].Lines);
    }

    [Theory]
    [InlineData("00   01   00", "expected one of")]
    [InlineData("00   00   01   00   01   01   00", "expected line numbers that rise")]
    [InlineData("00   00   02   FF FF FF FF 07   01   01   00   01   01   01   00", "expected line numbers that rise")]
    [InlineData("00   00   01   01   01   80 80 80 80 80 80 80 80 10   00", "below 2^60")]
    [InlineData("00   00   01   01   01   01   80 80 80 80 80 80 80 80 20", "below 2^60")]
    [InlineData("00   00   FF FF FF FF FF 01   01   01   01   00", "expected")]
    public void What_cannot_be_is_damage(string hex, string problem) => Assert.Contains(problem, Read(hex).Damage, StringComparison.Ordinal);

    [Fact]
    public void A_writer_refuses_lines_that_do_not_rise()
    {
        using var writer = CaptureWriter.Create(new MemoryStream(), SmallCapture.Data.Run);
        writer.Add(SmallCapture.Data.Processes[0]);
        writer.Add(SmallCapture.Data.Functions[0]);
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(new LineFigures(0, new FunctionId(0), [s_line, s_line])));
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(new LineFigures(0, new FunctionId(0), [s_line with { Occurrences = -1 }])));
    }
}
