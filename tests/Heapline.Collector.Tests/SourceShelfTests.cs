using Heapline.Capture;
using Heapline.Collector.Running;

namespace Heapline.Collector.Tests;

public sealed class SourceShelfTests : IDisposable
{
    private static readonly RunInfo s_run = new("0", ["x"], "/", "exact", DateTimeOffset.UnixEpoch, 10_000_000);
    private readonly string _folder = Directory.CreateTempSubdirectory("heapline-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Text_is_that_of_the_first_call_stack_and_of_what_came_later_that_of_the_end()
    {
        Write("a.py", "a = 1\n");
        using var shelf = new SourceShelf(_folder);
        shelf.Name("a.py");
        shelf.Name("late.py");
        shelf.ReadOn();
        Assert.True(SpinWait.SpinUntil(() => shelf.HasReadAll, TimeSpan.FromMinutes(1)));
        Write("a.py", "a = 2\n");
        Write("late.py", "late = 1\n");
        Write("last.py", "last = 1\n");
        shelf.Name("last.py");
        Assert.Equal([("a.py", "a = 1\n"), ("last.py", "last = 1\n"), ("late.py", "late = 1\n")], Taken(shelf));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_file_is_taken_once_in_the_order_of_naming(bool inBackground)
    {
        var names = Enumerable.Range(0, 200).Select(number => $"m{number}.py").ToArray();
        foreach (var name in names)
            Write(name, $"# {name}\n");
        using var shelf = new SourceShelf(_folder);
        foreach (var name in (IEnumerable<string>)["<string>", "", "gone.py", "a\0b", .. names])
        {
            shelf.Name(name);
            shelf.Name(name);
            if (inBackground)
                shelf.ReadOn();
        }
        var path = Path.Combine(_folder, "x.mprofile");
        using (var writer = CaptureWriter.Create(path, s_run))
        {
            foreach (var text in shelf.TakeAll())
                writer.Add(text);
            writer.Finish(new RunEnd(1, 0, 0, ""));
        }
        var data = CaptureReader.Read(path);
        Assert.Null(data.Damage);
        Assert.Equal(names.Select(name => (name, $"# {name}\n")), data.Sources.Select(source => (source.Key, source.Value)));
    }

    [Fact]
    public void Libraries_may_take_two_MiB_and_the_users_files_what_they_need()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "lib/python3.12"));
        var names = Enumerable.Range(0, 6).SelectMany(number => (string[])[$"{_folder}/lib/python3.12/l{number}.py", $"m{number}.py"]).ToArray();
        using var shelf = new SourceShelf(_folder);
        foreach (var name in names)
        {
            Write(name, new string('#', 900_000));
            shelf.Name(name);
        }
        Assert.Equal(["l0.py", "l1.py", "m0.py", "m1.py", "m2.py", "m3.py", "m4.py", "m5.py"], Taken(shelf).Select(source => Path.GetFileName(source.File)));
    }

    [Fact]
    public void Shelf_that_nobody_takes_from_ends_with_its_thread()
    {
        Write("a.py", "a = 1\n");
        var shelf = new SourceShelf(_folder);
        shelf.Name("a.py");
        shelf.ReadOn();
        shelf.Dispose();
        Assert.Throws<ObjectDisposedException>(() => shelf.TakeAll().Count());
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private static IEnumerable<(string File, string Text)> Taken(SourceShelf shelf)
    {
        using var stream = new MemoryStream();
        using var writer = CaptureWriter.Create(stream, s_run);
        foreach (var text in shelf.TakeAll())
            writer.Add(text);
        writer.Flush();
        stream.Position = 0;
        return CaptureReader.Read(stream).Sources.Select(source => (source.Key, source.Value)).OrderBy(source => source.Key, StringComparer.Ordinal);
    }
}
