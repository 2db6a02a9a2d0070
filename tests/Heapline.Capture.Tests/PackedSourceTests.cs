using System.Text;

namespace Heapline.Capture.Tests;

public sealed class PackedSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heapline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Texts_packed_apart_are_read_as_those_that_the_writer_packs()
    {
        string[] texts = ["", "x = 1\n", "é" + new string('x', 200_000), new string('#', 1 << 20), Digits(1 << 19)];
        using var stream = new MemoryStream();
        using var writer = CaptureWriter.Create(stream, SmallCapture.Data.Run);
        var packer = new SourcePacker();
        writer.AddSource("before.py", "before = 1");
        foreach (var text in texts)
        {
            var packed = packer.Pack($"{text.Length}.py", Encoding.UTF8.GetBytes(text));
            Assert.Equal(Encoding.UTF8.GetByteCount(text), packed.TextBytes);
            writer.Add(packed);
        }
        writer.AddSource("after.py", "after = 1");
        writer.Finish(SmallCapture.Data.End!);
        Assert.Throws<InvalidOperationException>(() => writer.Add(packer.Pack("late.py", [])));
        stream.Position = 0;
        var data = CaptureReader.Read(stream);
        Assert.Null(data.Damage);
        Assert.Equal(7, data.Sources.Count);
        foreach (var text in texts)
            Assert.Equal(text, data.Sources[$"{text.Length}.py"]);
        Assert.Equal(("before = 1", "after = 1"), (data.Sources["before.py"], data.Sources["after.py"]));
    }

    [Fact]
    public void Texts_that_pack_to_next_to_nothing_never_break_the_proportion_of_the_file()
    {
        using var stream = new MemoryStream();
        using var writer = CaptureWriter.Create(stream, SmallCapture.Data.Run);
        var packer = new SourcePacker();
        for (var number = 0; number < 20; number++)
            writer.Add(packer.Pack($"{number}.py", Encoding.UTF8.GetBytes(new string(' ', 1 << 20))));
        writer.Finish(SmallCapture.Data.End!);
        stream.Position = 0;
        Assert.Null(CaptureReader.Read(stream).Damage);
    }

    [Fact]
    public void Texts_go_in_up_to_the_cap_and_the_capture_stays_whole()
    {
        var path = Path.Combine(_folder, "x.mprofile");
        var packer = new SourcePacker();
        var added = 0;
        using (var writer = CaptureWriter.Create(path, SmallCapture.Data.Run, CaptureWriter.LeastMaxBytes))
        {
            for (; added < 100 && packer.Pack($"{added}.py", Encoding.UTF8.GetBytes(Digits(50_000))) is { } text && text.TextBytes < writer.RoomBytes / 2; added++)
                writer.Add(text);
            writer.Finish(SmallCapture.Data.End!);
        }
        Assert.InRange(added, 10, 99);
        Assert.InRange(new FileInfo(path).Length, 1, CaptureWriter.LeastMaxBytes);
        var data = CaptureReader.Read(path);
        Assert.Null(data.Damage);
        Assert.Equal(added, data.Sources.Count);
    }

    [Fact]
    public void Redactions_keep_them_out()
    {
        using var stream = new MemoryStream();
        using var writer = CaptureWriter.Create(stream, SmallCapture.Data.Run, redactions: Redactions.Sources);
        writer.Add(new SourcePacker().Pack("a.py", "secret = 1"u8));
        writer.Finish(SmallCapture.Data.End!);
        stream.Position = 0;
        Assert.Empty(CaptureReader.Read(stream).Sources);
    }

    private static string Digits(int length)
    {
        var random = new Random(1);
        return string.Create(length, random, static (span, random) => random.GetItems("0123456789abcdef", span));
    }
}
